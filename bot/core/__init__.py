"""Pure decisions. Standard library only: no clock, disk, network, Rasa, spaCy or SQL."""
