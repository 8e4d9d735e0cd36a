import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parseSandboxNetwork} from '../../src/parsers/sandbox-network.ts';

const inspected = ({
	pid = 80,
	network = 'POD',
	ip = '10.42.1.7',
	further = [] as readonly string[],
	runtimeHandler = '',
} = {}) =>
	JSON.stringify({
		status: {
			runtimeHandler,
			network: {additionalIps: further.map(one => ({ip: one})), ip},
			linux: {namespaces: {options: {ipc: 'POD', network, pid: 'CONTAINER', targetId: ''}}},
		},
		info: {pid},
	});

describe('crictl inspectp: the network of a pod', () => {
	it.each([
		['one family', inspected(), {pid: 80, addresses: ['10.42.1.7']}],
		[
			'both families',
			inspected({further: ['2001:cafe:42:1::7']}),
			{pid: 80, addresses: ['10.42.1.7', '2001:cafe:42:1::7']},
		],
		['an address that containerd has forgotten', inspected({ip: ''}), {pid: 80, addresses: []}],
		['on the network of the node', inspected({network: 'NODE', ip: ''}), undefined],
		[
			'of the runtime class nvidia',
			inspected({runtimeHandler: 'nvidia'}),
			{pid: 80, addresses: ['10.42.1.7']},
		],
		['of gVisor, which empties the namespace', inspected({runtimeHandler: 'runsc'}), undefined],
		['ended', inspected({pid: 0}), undefined],
		['without its status', '{"info": {"pid": 12}}', undefined],
	])('%s', (_, text, expected) => {
		expect(parseSandboxNetwork(text)).toEqual(expected);
	});
	it('damage gives an error, nothing, or what is well-typed', () => {
		fc.assert(
			fc.property(fc.nat(400), fc.string({maxLength: 3}), (at, inserted) => {
				const text = inspected();
				try {
					const network = parseSandboxNetwork(
						text.slice(0, at) + inserted + text.slice(at + inserted.length),
					);
					expect(network === undefined || (network.pid > 0 && Array.isArray(network.addresses))).toBe(true);
				} catch (error) {
					expect(error).toBeInstanceOf(Error);
				}
			}),
		);
	});
});
