const network = null;
