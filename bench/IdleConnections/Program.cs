using System.Globalization;
using IdleConnections;

// dotnet run -c Release --project bench/IdleConnections -- 1000000
//
// What connections cost that do nothing: their memory, their timers, and what their segments allocate. The number is how many ends there are in this process.
int ends = args.Length > 0 ? int.Parse(args[0], NumberStyles.Integer | NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : 100_000;
TimerCost.Report();
new IdleMemory(ends / 2).Report();
