namespace Inquest.Web.Views;

/// <summary>The entry of the navigation that a page belongs to.</summary>
public enum Section
{
    None = 0,
    Home,
    Issues,
    Grouping,
    Releases,
    Symbols,
    Pipeline,
    Outcomes,
    Settings,
    Help,
}
