// Logging has an EventId of its own, which nothing here uses by name.
global using EventId = Inquest.Protocol.EventId;
