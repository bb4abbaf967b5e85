"""What was found of statements in files, each with its place, in the formats that machines read."""
