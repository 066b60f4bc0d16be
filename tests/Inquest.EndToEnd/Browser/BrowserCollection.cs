namespace Inquest.EndToEnd.Browser;

/// <summary>Tests that share one browser, and so run one after the other.</summary>
[CollectionDefinition("browser")]
public sealed class BrowserCollection : ICollectionFixture<BrowserFixture>;
