import {expect, it} from 'vitest';
import {parseIpVs} from '../../src/parsers/ip-vs.ts';

const head = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
`;

it('reads virtual servers with what is behind them', () => {
	const text = `${head}TCP  0A2B0001:01BB rr
  -> 0A000001:192B      Masq    1      2          0
FWM  00000001 rr
  -> 0A000009:0050      Masq    1      0          0
UDP  0A2B000A:0035 rr persistent 10800
  -> 0A2A0105:0035      Masq    0      0          12
UDP  [2001:0caf:0043:0000:0000:0000:0000:000a]:0035 rr
  -> [2001:0caf:0042:0001:0000:0000:0000:0005]:0035      Masq    0      0          3
`;
	expect(parseIpVs(text)).toEqual([
		{protocol: 'TCP', end: '10.43.0.1:443', servers: [{end: '10.0.0.1:6443', weight: 1}]},
		{protocol: 'UDP', end: '10.43.0.10:53', servers: [{end: '10.42.1.5:53', weight: 0}]},
		{
			...{protocol: 'UDP', end: '[2001:caf:43::a]:53'},
			servers: [{end: '[2001:caf:42:1::5]:53', weight: 0}],
		},
	]);
	expect(parseIpVs(head)).toEqual([]);
});

it('refuses anything else', () => {
	expect(() => parseIpVs('Permission denied')).toThrow(/expected "IP Virtual Server version/);
});
