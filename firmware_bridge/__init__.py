"""The footswitch's wire, seen from the host; PROTOCOL.md beside this file specifies it."""
