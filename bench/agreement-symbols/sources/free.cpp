// Code that needs no library, so that it can be built for Windows and macOS anywhere: templates, lambdas, inlined calls,
// local classes, unnamed namespaces, virtual functions, a switch.
using size = decltype(sizeof(0));
extern "C" int _fltused = 0;
extern "C" int _purecall() { return 0; }
extern "C" void __cxa_pure_virtual() {}
extern "C" void *memset(void *to, int value, size count)
{
    for (auto *at = static_cast<volatile char *>(to); count--; at++)
        *at = char(value);
    return to;
}
extern "C" void *memcpy(void *to, const void *from, size count)
{
    auto *at = static_cast<volatile char *>(to);
    for (auto *next = static_cast<const char *>(from); count--; at++, next++)
        *at = *next;
    return to;
}
void operator delete(void *) noexcept {}
void operator delete(void *, size) noexcept {}

namespace math
{
template <class T> inline T clamp(T value, T low, T high) { return value < low ? low : value > high ? high : value; }

template <class T, int N> class Ring
{
public:
    bool push(const T &value)
    {
        if (full())
            return false;
        items[(first + count++) % N] = value;
        return true;
    }
    T pop()
    {
        T value = items[first];
        first = (first + 1) % N;
        count--;
        return value;
    }
    bool full() const { return count == N; }
    bool empty() const { return !count; }
    template <class F> void each(F &&work)
    {
        for (int i = 0; i < count; i++)
            work(items[(first + i) % N]);
    }

private:
    T items[N] {};
    int first = 0, count = 0;
};

template <class T, class F> void sort(T *from, T *to, F less)
{
    if (to - from < 2)
        return;
    T pivot = from[(to - from) / 2];
    T *left = from, *right = to - 1;
    while (left <= right)
    {
        while (less(*left, pivot))
            left++;
        while (less(pivot, *right))
            right--;
        if (left <= right)
        {
            T other = *left;
            *left++ = *right;
            *right-- = other;
        }
    }
    sort(from, right + 1, less);
    sort(left, to, less);
}

template <unsigned N> struct Polynomial
{
    double factors[N];
    double at(double x) const
    {
        double sum = 0;
        for (unsigned i = N; i-- > 0;)
            sum = sum * x + factors[i];
        return sum;
    }
    Polynomial<N + 1> times(double root) const
    {
        Polynomial<N + 1> product {};
        for (unsigned i = 0; i < N; i++)
        {
            product.factors[i + 1] += factors[i];
            product.factors[i] -= root * factors[i];
        }
        return product;
    }
};
}

namespace
{
struct Shape
{
    virtual ~Shape() {}
    virtual double area() const = 0;
    virtual const char *name() const { return "shape"; }
};
struct Square : Shape
{
    explicit Square(double side) : side(side) {}
    double area() const override { return side * side; }
    double side;
};
struct Round : Shape
{
    explicit Round(double radius) : radius(radius) {}
    double area() const override { return 3 * radius * radius; }
    const char *name() const override { return "round"; }
    double radius;
};

volatile int seed = 7;
int next() { return seed = seed * 1103515245 + 12345; }

template <class T> int exercise(int rounds)
{
    math::Ring<T, 24> ring;
    T sum {};
    for (int i = 0; i < rounds; i++)
    {
        ring.push(T(math::clamp(next() % 1000, 3, 900)));
        if (ring.full())
            sum += ring.pop();
    }
    ring.each([&](const T &value) { sum += value; });
    T sorted[24];
    int count = 0;
    while (!ring.empty())
        sorted[count++] = ring.pop();
    math::sort(sorted, sorted + count, [](const T &a, const T &b) { return a < b; });
    math::sort(sorted, sorted + count, [&](const T &a, const T &b) { return a * sum > b * sum; });
    return int(sum) + int(sorted[0]);
}

int decode(int kind, int value)
{
    switch (kind & 7)
    {
    case 0: return value + 1;
    case 1: return value * 3;
    case 2: return value ^ 0x55;
    case 3: return exercise<int>(value & 63);
    case 4: return exercise<unsigned char>(value & 31);
    case 5: return exercise<double>(value & 127);
    default: return -value;
    }
}
}

extern "C" int entry()
{
    struct Summer
    {
        double total = 0;
        void operator()(const Shape &shape) { total += shape.area() + shape.name()[0]; }
    } summer;
    Square square(next() % 9);
    Round round(next() % 5);
    const Shape *shapes[] = {&square, &round, &square};
    for (auto *shape : shapes)
        summer(*shape);
    auto polynomial = math::Polynomial<1> {{1}}.times(2).times(3).times(summer.total).times(5);
    int result = int(polynomial.at(summer.total));
    for (int i = 0; i < 40; i++)
        result ^= decode(next(), i) + exercise<long long>(i) + exercise<short>(i) + exercise<float>(i);
    return result;
}

int main() { return entry(); }
