using Inquest.Web.Stacks;

namespace Inquest.Web.Views;

/// <summary>What a stack table left out.</summary>
public sealed record StackNotesView(StackView Stack, string Here);
