using System.Collections.Immutable;

namespace Byob.Web.Dashboard.Presentation;

/// <summary>A list that compares by its elements: what a component shows is compared with it.</summary>
public sealed class Same<T>(IEnumerable<T> items) : IEquatable<Same<T>>
{
    private readonly ImmutableArray<T> _items = [.. items];

    public bool Equals(Same<T>? other) => other is not null && _items.SequenceEqual(other._items);

    public override bool Equals(object? obj) => Equals(obj as Same<T>);

    public override int GetHashCode() => _items.Length == 0 ? 0 : HashCode.Combine(_items.Length, _items[0], _items[^1]);
}

/// <inheritdoc cref="Same{T}"/>
public static class Same
{
    public static Same<T> As<T>(IEnumerable<T> items) => new(items);
}
