namespace Inquest.Web.Views;

/// <summary>Ready-made code for one project's clients.</summary>
/// <param name="Client">Addresses and key.</param>
/// <param name="Open">The platform whose snippet is open.</param>
public sealed record SnippetsView(ClientSetup Client, string Open);
