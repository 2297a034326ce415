"""The public site: pages made on the server from the record, readable without JavaScript."""
