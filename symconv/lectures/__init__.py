"""The derivation and the proof, told."""
