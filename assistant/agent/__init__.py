"""The model side: tools, loop, gate. The only importer of LangChain."""
