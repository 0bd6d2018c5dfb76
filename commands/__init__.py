"""The commands of `guihua`, a function each, with what they print. Heavy imports stand inside them, so that --help answers at once."""
