"""What is wrong with what people wrote, beyond what keeps it from working."""
