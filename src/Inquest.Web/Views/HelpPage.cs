namespace Inquest.Web.Views;

/// <summary>Shortcuts, words of the search, and what the product's own words mean.</summary>
public sealed record HelpPage(Shell Shell);
