namespace Inquest.Web.Views;

/// <summary>A tab of the issue list.</summary>
public enum IssueTab
{
    Open = 0,
    New,
    Regressed,
    Ignored,
    Resolved,
}
