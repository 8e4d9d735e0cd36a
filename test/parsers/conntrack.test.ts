import {describe, expect, it} from 'vitest';
import {parseConntrack} from '../../src/parsers/conntrack.ts';
import {survivesDamage} from './damage.ts';

/** Kernels 5.15 and 6.1: an own connection, one that is masqueraded, a datagram to a service, two that are left out. */
const text = `ipv4     2 tcp      6 431999 ESTABLISHED src=10.0.0.2 dst=10.0.0.1 sport=39410 dport=6443 src=10.0.0.1 dst=10.0.0.2 sport=6443 dport=39410 [ASSURED] mark=0 zone=0 use=2
ipv4     2 tcp      6 117 SYN_SENT src=10.42.1.7 dst=203.0.113.10 sport=40000 dport=443 [UNREPLIED] src=203.0.113.10 dst=10.0.0.2 sport=443 dport=2049 mark=0 secctx=system_u:object_r:unlabeled_t:s0 zone=0 use=2
ipv4     2 udp      17 29 src=10.42.1.7 dst=10.43.0.10 sport=40001 dport=53 packets=3 bytes=180 src=10.42.0.5 dst=10.42.1.7 sport=53 dport=40001 packets=3 bytes=400 mark=0 zone=0 use=2
ipv6     10 udp      17 12 src=2001:0db8:0000:0000:0000:0000:0000:0001 dst=2001:0db8:0000:0000:0000:0000:0000:0002 sport=5353 dport=53 [UNREPLIED] src=2001:0db8:0000:0000:0000:0000:0000:0002 dst=2001:0db8:0000:0000:0000:0000:0000:0001 sport=53 dport=5353 mark=0 zone=0 use=2
ipv4     2 icmp     1 29 src=10.0.0.2 dst=10.0.0.1 type=8 code=0 id=1 src=10.0.0.1 dst=10.0.0.2 type=0 code=0 id=1 mark=0 zone=0 use=2
ipv4     2 tcp      6 431999 ESTABLISHED src=10.0.0.2 dst=10.0
`;

describe('parseConntrack', () => {
	it('reads TCP and UDP, and leaves out what is neither or cut', () => {
		expect(parseConntrack(text).map(({line, ...entry}) => entry)).toMatchObject([
			{protocol: 'tcp', state: 'ESTABLISHED', isReplied: true, original: {destinationPort: 6443}},
			{
				protocol: 'tcp',
				state: 'SYN_SENT',
				isReplied: false,
				original: {source: '10.42.1.7', destination: '203.0.113.10', sourcePort: 40000, destinationPort: 443},
				reply: {source: '203.0.113.10', destination: '10.0.0.2', sourcePort: 443, destinationPort: 2049},
			},
			{protocol: 'udp', isReplied: true, reply: {source: '10.42.0.5'}},
			{protocol: 'udp', isReplied: false, original: {sourcePort: 5353}},
		]);
	});

	it('shows a line with single spaces', () => {
		expect(parseConntrack(text)[1]?.line).toMatch(/^ipv4 2 tcp 6 117 SYN_SENT src=/);
	});

	it('survives damage', () => survivesDamage(parseConntrack, text));
});
