import {expect, it} from 'vitest';
import {hostLocalDirectory} from '../../src/probes/host-local.directory.ts';
import {hostLocalLeases} from '../../src/probes/host-local.leases.ts';
import {answered, missing, unanswered} from './replies.ts';

const listing = ['10.42.1.2', '10.42.1.3', '10.42.1.4', '2001:cafe:42::5', 'last_reserved_ip.0', 'lock'].map(
	name => ({
		name,
		type: 'file',
		mode: 0o644,
		size: 70,
		modified: 1_795_000_000,
	}),
);

it('host-local.directory knows addresses from its own files', () => {
	const [directory, ...others] = hostLocalDirectory.parse([answered(listing), missing], {}, {});
	expect(others).toEqual([]);
	expect(directory?.network).toBe('k8s-pod-network');
	expect(directory?.addresses.map(({address}) => address)).toEqual([
		'10.42.1.2',
		'10.42.1.3',
		'10.42.1.4',
		'2001:cafe:42::5',
	]);
	expect(() => hostLocalDirectory.parse([unanswered('denied', 'EACCES'), missing], {}, {})).toThrow('EACCES');
});

it('host-local.leases tells released, damaged and held addresses apart', () => {
	const directories = hostLocalDirectory.parse([answered(listing.slice(0, 3)), missing], {}, {});
	expect(hostLocalLeases.requests({directories}, {})).toHaveLength(3);
	const replies = [answered('d173b17b0cb00e84\r\neth0'), missing, answered('')];
	const leases = hostLocalLeases.parse(replies, {directories}, {});
	expect(leases.map(({address, sandboxId}) => [address, sandboxId])).toEqual([
		['10.42.1.2', 'd173b17b0cb00e84'],
		['10.42.1.4', undefined],
	]);
});

it('host-local.leases reads no more files than pods can be on a node', () => {
	const addresses = Array.from({length: 5000}, (_, index) => ({
		address: `10.42.${index >> 8}.${index & 255}`,
	}));
	const directories = [
		{network: 'k8s-pod-network', path: '/var/lib/cni/networks/k8s-pod-network', addresses},
	];
	expect(hostLocalLeases.requests({directories}, {})).toHaveLength(1024);
});
