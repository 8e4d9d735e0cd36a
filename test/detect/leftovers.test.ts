import {describe, expect, it} from 'vitest';
import {answered} from '../core/hosts.ts';
import {conflist, detect, entries, json, link, rke2} from './node.ts';

const address = (name: string, ...addresses: readonly string[]) => ({
	ifname: name,
	addr_info: addresses.map(local => ({family: 'inet', local, prefixlen: 32, scope: 'global'})),
});
const leftoversOf = async (links: readonly object[], addresses: readonly object[], more = {}) => {
	const {leftovers} = await detect({
		...rke2,
		'ip -j -d link show': json(links),
		'ip -j -d addr show': json(addresses),
		...more,
	});
	return leftovers.map(({says}) => says);
};

describe('leftovers of a former CNI or proxy mode', () => {
	it('are none on a node that only has what Canal makes', async () => {
		const links = [link('flannel.1', 'vxlan'), link('cali77670c2d84f', 'veth'), link('tunl0', 'ipip')];
		expect(await leftoversOf(links, [address('flannel.1', '10.42.1.0')])).toEqual([]);
	});

	it('are devices and conflists of other CNIs, and tunl0 once it has an address', async () => {
		const links = [link('flannel.1', 'vxlan'), link('vxlan.calico', 'vxlan'), link('tunl0', 'ipip')];
		const files = {
			'ls -l /etc/cni/net.d': entries('10-canal.conflist', '10-flannel.conflist'),
			'cat /etc/cni/net.d/10-flannel.conflist': conflist(['flannel'], ['portmap']),
		};
		expect(await leftoversOf(links, [address('tunl0', '10.42.9.1')], files)).toEqual([
			'/etc/cni/net.d/10-flannel.conflist',
			'link vxlan.calico',
			'link tunl0',
		]);
	});

	it('are the addresses of kube-ipvs0 when kube-proxy is in another mode', async () => {
		const addresses = [address('kube-ipvs0', '10.43.0.1')];
		const mode = (name: string) => ({'curl -s http://127.0.0.1:10249/proxyMode': answered(name)});
		expect(await leftoversOf([link('flannel.1')], addresses, mode('iptables'))).toEqual([
			'addresses of kube-ipvs0',
		]);
		expect(await leftoversOf([link('flannel.1')], addresses, mode('ipvs'))).toEqual([]);
	});

	it('are not guessed where the files of the CNI cannot be read', async () => {
		const more = {
			'cat /etc/cni/net.d/10-canal.conflist': {status: 'unanswered', reason: 'denied', detail: 'no'},
		};
		expect(await leftoversOf([link('flannel.1'), link('vxlan.calico')], [], more)).toEqual([]);
	});
});
