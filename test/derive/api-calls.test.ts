import {describe, expect, it} from 'vitest';
import {reachesTooShort} from '../../src/derive/api-calls.ts';

const failing =
	'W1018 20:26:55.990775       1 dispatcher.go:217] Failed calling webhook, failing closed rancher.cattle.io.secrets: failed calling webhook "rancher.cattle.io.secrets": failed to call webhook: Post "https://rancher-webhook.cattle-system.svc:443/v1/webhook/mutation/secrets?timeout=15s": context deadline exceeded';
const quiet = 'I0125 18:31:38.617281       1 trace.go:236] Trace[1]: "List"';

/** A line every so many seconds; `message` on every n-th. */
const log = (seconds: number, message: string, {every = 1, isCut = true} = {}) => ({
	isCut,
	lines: Array.from({length: seconds + 1}, (_, index) => ({
		time: index * 1000,
		stream: 'stderr' as const,
		message: index % every === 0 ? message : quiet,
	})),
});

describe('the end of a log of the API server', () => {
	it('tells nothing of minutes where it spans less', () => {
		expect(reachesTooShort(log(60, failing))).toBe(true);
		expect(reachesTooShort(log(60, quiet))).toBe(true);
		expect(reachesTooShort(log(120, failing, {every: 30}))).toBe(true);
	});

	it('tells enough where nothing stood before it, over minutes, or where nothing of it fails', () => {
		expect(reachesTooShort(log(60, failing, {isCut: false}))).toBe(false);
		expect(reachesTooShort(log(181, failing, {every: 60}))).toBe(false);
		expect(reachesTooShort(log(120, quiet))).toBe(false);
	});

	it('tells enough where calls fail from its first line on, again and again', () => {
		expect(reachesTooShort(log(100, failing))).toBe(false);
	});
});
