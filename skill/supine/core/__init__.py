"""The practice, the time and the dialogue: pure logic that does no I/O and reads no clock."""
