namespace TcpEngine;

/// <summary>What a connection tells when its application has made something to transmit.</summary>
internal interface IWorkQueue
{
    /// <summary>There is something to transmit, or a deadline has changed.</summary>
    void OnWork();
}
