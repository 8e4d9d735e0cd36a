const seconds: Readonly<Record<string, number>> = {
	h: 3600,
	m: 60,
	s: 1,
	ms: 1e-3,
	us: 1e-6,
	µs: 1e-6,
	ns: 1e-9,
};

/** Go's way to write a span of time, in seconds: `1m30s` → 90. https://pkg.go.dev/time#ParseDuration */
export const goSeconds = (text: string): number | undefined => {
	if (text === '0') {
		return 0;
	}
	if (!/^(?:\d+(?:\.\d+)?(?:h|ms|m|s|us|µs|ns))+$/.test(text)) {
		return undefined;
	}
	const parts = text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|ns)/g);
	return [...parts].reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (seconds[unit] ?? 0), 0);
};
