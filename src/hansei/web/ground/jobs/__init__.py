"""Work that is done after the answer was given: kept with the data, tried again, never lost."""
