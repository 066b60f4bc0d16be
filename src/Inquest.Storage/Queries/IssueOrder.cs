namespace Inquest.Storage.Queries;

/// <summary>Order of a list of issues, always falling; each has an index.</summary>
public enum IssueOrder
{
    LastSeen = 0,
    FirstSeen,
    Events,
    Users,
}
