using Inquest.Reports;
using Inquest.Web.Stacks;

namespace Inquest.Web.Views;

/// <summary>The stack of one thread.</summary>
public sealed record ThreadFragment(string EventPath, Report Report, int Index, StackOptions Options);
