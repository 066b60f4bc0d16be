namespace Inquest.Web.Views;

/// <summary>Order of the issue list, always falling.</summary>
public enum IssueSort
{
    LastSeen = 0,
    FirstSeen,
    Events,
    Users,
}
