"""Read what people wrote (routines, phrases, templates, config) and say what is wrong, where."""
