import {describe, expect, it} from 'vitest';
import {goPanicIn} from '../../src/derive/go-panic.ts';

const lines = (...messages: readonly string[]) =>
	messages.map((message, time) => ({time, stream: 'stderr' as const, message}));
const nil = 'panic: runtime error: invalid memory address or nil pointer dereference';
const signal = '[signal SIGSEGV: segmentation violation code=0x1 addr=0x60 pc=0x1d8aa0f]';

describe('goPanicIn', () => {
	it('names the function of the program, not that of Go', () => {
		expect(
			goPanicIn(
				lines(
					'level=info msg="Start hook executed"',
					nil,
					signal,
					'',
					'goroutine 389 [running]:',
					'panic({0x2f0c8a0?, 0x5d0?})',
					'\t/usr/local/go/src/runtime/panic.go:770 +0x132',
					'github.com/cilium/cilium/pkg/datapath/linux.(*DeviceManager).Detect(0xc0013a6680, 0x1)',
					'\t/go/src/github.com/cilium/cilium/pkg/datapath/linux/devices.go:171 +0x2cf',
				),
			),
		).toBe(`${nil}, in pkg/datapath/linux.(*DeviceManager).Detect`);
	});

	it.each([
		[lines(nil), nil],
		[
			lines('fatal error: concurrent map writes', '', 'goroutine 7 [running]:'),
			'fatal error: concurrent map writes',
		],
		[
			lines('panic: send on closed channel', '', 'goroutine 7 [running]:', 'main.main()'),
			'panic: send on closed channel, in main.main',
		],
	])('reads %j', (said, expected) => {
		expect(goPanicIn(said)).toBe(expected);
	});

	it.each([
		[lines('I1122 07:57:00.000000       1 main.go:211] CLI flags config: {}')],
		// Calico ends itself by a panic of its logger, after it has said why.
		[lines('panic: (*logrus.Entry) 0xc0005a2000', 'goroutine 61 [running]:')],
		[lines('panic: Start healthz server error. listen tcp 0.0.0.0:8081: bind: address already in use')],
		[lines()],
	])('finds none in %j', said => {
		expect(goPanicIn(said)).toBeUndefined();
	});
});
