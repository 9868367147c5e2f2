"""What ``supine doctor`` looks at, one module for each kind of thing.

finding   what was found: fine, to mend, or not to be told
machine   clock, zone, files and who may read them
keeping   the database and its disk
library   languages, routines, plugins, reminders
wire      the broker and Rhasspy's services
"""
