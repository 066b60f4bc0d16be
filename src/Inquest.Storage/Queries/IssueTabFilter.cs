namespace Inquest.Storage.Queries;

/// <summary>Which issues a list shows.</summary>
public enum IssueTabFilter
{
    Open = 0,
    New,
    Regressed,
    Ignored,
    Resolved,
}
