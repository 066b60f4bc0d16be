using Inquest.Reports;
using Inquest.Web.Stacks;

namespace Inquest.Web.Views;

/// <summary>The other threads of an event, identical stacks folded.</summary>
public sealed record ThreadsFragment(string EventPath, Report Report, int? MainThread, StackOptions Options);
