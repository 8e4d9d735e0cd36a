import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parseFlannelSubnetEnv} from '../../src/parsers/flannel-subnet-env.ts';

const dualStack = `FLANNEL_NETWORK=10.42.0.0/16
FLANNEL_SUBNET=10.42.1.1/24
FLANNEL_IPV6_NETWORK=2001:cafe:42::/56
FLANNEL_IPV6_SUBNET=2001:cafe:42:1::1/64
FLANNEL_MTU=1450
FLANNEL_IPMASQ=true
`;

describe('subnet.env', () => {
	it('is read with both families', () => {
		expect(parseFlannelSubnetEnv(dualStack)).toEqual({
			network: '10.42.0.0/16',
			subnet: '10.42.1.1/24',
			ipv6Network: '2001:cafe:42::/56',
			ipv6Subnet: '2001:cafe:42:1::1/64',
			mtu: 1450,
			ipMasq: true,
		});
	});

	it.each([
		['', {}],
		['FLANNEL_MTU=\nFLANNEL_IPMASQ=\nFLANNEL_SUBNET=\n', {}],
		['FLANNEL_MTU=big\nFLANNEL_IPMASQ=yes\n', {}],
		['FLANNEL_IPMASQ=false\n', {ipMasq: false}],
	])('leaves out what is missing: %j', (text, value) => {
		expect(parseFlannelSubnetEnv(text)).toEqual(value);
	});

	it('of which a part was written has no value that the whole one has not', () => {
		const whole = parseFlannelSubnetEnv(dualStack);
		fc.assert(
			fc.property(fc.nat(dualStack.length), length => {
				const lines = dualStack.slice(0, length).split('\n').slice(0, -1);
				expect(whole).toMatchObject(parseFlannelSubnetEnv(lines.join('\n')));
			}),
		);
	});
});
