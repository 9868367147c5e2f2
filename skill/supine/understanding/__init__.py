"""From words to intents: the embedded recogniser and the files other recognisers train from."""
