"""Work shared out among processes; knows nothing of what is worked on."""
