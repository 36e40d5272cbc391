namespace TcpEngine;

/// <summary>How TCP-AO derives traffic keys and makes MACs of 96 bits.</summary>
/// <remarks><see href="https://www.rfc-editor.org/rfc/rfc5926#section-2.2">RFC 5926, section 2.2</see></remarks>
public enum AuthenticationAlgorithm : byte
{
    /// <summary>KDF_HMAC_SHA1 and HMAC-SHA-1-96.</summary>
    HmacSha1,

    /// <summary>KDF_AES_128_CMAC and AES-128-CMAC-96.</summary>
    AesCmac128,
}
