"""Sample plans of invented places with their references, and the generator of more."""
