"""The build side: from Markdown to pages with finished figures, and the runtime packed beside them."""
