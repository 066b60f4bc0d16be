namespace Inquest.Formats.Demangle;

/// <summary>
/// A part of a name. Types are written around the name that they declare: <see cref="Left"/> before it, <see cref="Right"/> after
/// (<c>int (*</c> and <c>)(char)</c>).
/// </summary>
abstract class DemangleNode
{
    /// <summary>True when a function or array type needs parentheses around what points to it.</summary>
    public virtual bool IsFunctionOrArray => false;

    public virtual bool IsArray => false;

    public void WriteLeft(DemangleWriter writer)
    {
        if (writer.Enter())
        {
            Left(writer);
            writer.Leave();
        }
    }

    public void WriteRight(DemangleWriter writer)
    {
        if (writer.Enter())
        {
            Right(writer);
            writer.Leave();
        }
    }

    public void Write(DemangleWriter writer)
    {
        WriteLeft(writer);
        WriteRight(writer);
    }

    protected abstract void Left(DemangleWriter writer);

    protected virtual void Right(DemangleWriter writer)
    {
    }

    /// <summary>Writes a list with commas; parts that turn out empty (packs without elements) leave no comma.</summary>
    public static void WriteList(DemangleWriter writer, IReadOnlyList<DemangleNode> nodes)
    {
        var isFirst = true;
        foreach (var node in nodes)
        {
            var before = writer.Length;
            if (!isFirst)
            {
                writer.Write(", ");
            }

            var start = writer.Length;
            node.Write(writer);
            if (writer.Length == start)
            {
                writer.Truncate(before);
            }
            else
            {
                isFirst = false;
            }
        }
    }
}
