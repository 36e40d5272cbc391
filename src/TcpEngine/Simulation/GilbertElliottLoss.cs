namespace TcpEngine;

/// <summary>Loss in bursts: the link is good or bad, and changes between both at random, packet by packet (the Gilbert-Elliott model).</summary>
/// <param name="ToBad">The probability that a good link is bad for the next packet, 0 to 1.</param>
/// <param name="ToGood">The probability that a bad link is good for the next packet, 0 to 1: a burst is 1/<paramref name="ToGood"/> packets long on average.</param>
/// <param name="LossInBad">The probability that a bad link loses a packet, 0 to 1.</param>
/// <param name="LossInGood">The probability that a good link loses a packet, 0 to 1.</param>
public sealed record GilbertElliottLoss(double ToBad, double ToGood, double LossInBad = 1, double LossInGood = 0);
