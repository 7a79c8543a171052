"""The version of this software: what it is released as."""

VERSION = "0.1.0"
