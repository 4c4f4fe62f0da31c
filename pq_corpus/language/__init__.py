"""Dutch: sentences, dates, references, commitments; the rules lie beside the code in data files."""
