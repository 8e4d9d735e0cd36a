import {describe, expect, it} from 'vitest';
import {crictlSandboxNetworks} from '../../src/probes/crictl.sandbox-networks.ts';
import {podNetworks} from '../../src/probes/pod.networks.ts';
import {minutesAgo, sandbox} from '../checks/builders.ts';
import {probed, requestsOf, unanswered} from './run-probe.ts';

const inspected = (ip: string, pid: number, network = 'POD') =>
	JSON.stringify({
		status: {network: {ip}, linux: {namespaces: {options: {network}}}},
		info: {pid},
	});

describe('crictl.sandbox-networks', () => {
	const coredns = sandbox('coredns', {namespace: 'kube-system', labels: {'k8s-app': 'kube-dns'}});
	const proxy = sandbox('kube-proxy', {namespace: 'kube-system'});
	const [old, young] = [
		sandbox('old', {createdAt: minutesAgo(90)}),
		sandbox('young', {createdAt: minutesAgo(2)}),
	];
	it('asks for CoreDNS, then the youngest pods of users, and for four at most', () => {
		expect(requestsOf(crictlSandboxNetworks, {pods: [proxy, old, coredns, young]})).toEqual(
			['coredns', 'young', 'old', 'kube-proxy'].map(name => `crictl inspectp ${name}-sandbox`),
		);
		const many = Array.from({length: 20}, (_, index) => sandbox(`web-${index}`));
		expect(requestsOf(crictlSandboxNetworks, {pods: many})).toHaveLength(4);
		expect(requestsOf(crictlSandboxNetworks, {pods: [sandbox('ended', {isReady: false})]})).toEqual([]);
	});
	it('leaves out what is on the network of the node, and what is gone', () => {
		const replies = {
			'crictl inspectp young-sandbox': inspected('10.42.1.7', 80),
			'crictl inspectp kube-proxy-sandbox': inspected('', 81, 'NODE'),
		};
		expect(probed(crictlSandboxNetworks, replies, {pods: [proxy, old, young]})).toEqual([
			{sandbox: young, network: {pid: 80, addresses: ['10.42.1.7']}},
		]);
	});
	it('knows nothing when nothing was answered', () => {
		expect(() => probed(crictlSandboxNetworks, {}, {pods: [old]})).toThrow();
	});
});

describe('pod.networks', () => {
	const web = sandbox('web');
	const sandboxes = [
		{sandbox: web, network: {pid: 80, addresses: ['10.42.1.7']}},
		{sandbox: sandbox('gone'), network: {pid: 81, addresses: ['10.42.1.8']}},
	];
	const inside = 'nsenter --net=/proc/80/ns/net ip -j';
	const replies = {
		[`${inside} -d addr show`]:
			'[{"ifindex":2,"ifname":"eth0","flags":["UP","LOWER_UP"],"mtu":1450,"operstate":"UP","addr_info":[{"family":"inet","local":"10.42.1.7","prefixlen":32,"scope":"global"}]}]',
		[`${inside} -4 -d route show table all`]:
			'[{"type":"unicast","dst":"default","gateway":"169.254.1.1","dev":"eth0","flags":[]}]',
		[`${inside} -6 -d route show table all`]: '[]',
	};
	it('looks into each pod, and leaves out those that ended meanwhile', () => {
		const [only, ...others] = probed(podNetworks, replies, {sandboxes});
		expect(others).toEqual([]);
		expect(only?.sandbox).toBe(web);
		expect(only?.links.map(({name, mtu}) => [name, mtu])).toEqual([['eth0', 1450]]);
		expect(only?.addresses.map(({address}) => address)).toEqual(['10.42.1.7']);
		expect(only?.routes.map(({destination, gateway}) => [destination, gateway])).toEqual([
			['0.0.0.0/0', '169.254.1.1'],
		]);
	});
	it('says why, where no namespace may be entered', () => {
		const denied = Object.fromEntries(
			requestsOf(podNetworks, {sandboxes}).map(key => [key, unanswered('denied')]),
		);
		expect(() => probed(podNetworks, denied, {sandboxes})).toThrow('denied');
		expect(probed(podNetworks, {}, {sandboxes: []})).toEqual([]);
	});
});
