namespace Inquest.Symbols.SourceBundles;

/// <summary>Texts of the sources that a program was built from.</summary>
public interface ISourceFiles : IDisposable
{
    /// <summary>The text of a source by the path that debug information gives, or null.</summary>
    byte[]? Read(string path);
}
