import {defineCheck, sysctlWinner, thisNode} from 'rke2-netdoctor';

const keysOf = (family: 'ipv4' | 'ipv6'): readonly string[] =>
	family === 'ipv4'
		? ['net/ipv4/conf/all/forwarding', 'net/ipv4/ip_forward']
		: ['net/ipv6/conf/all/forwarding'];

export default defineCheck({
	id: 'host/wicked',
	title: 'Wicked keeps forwarding on when it reapplies the network',
	rationale:
		'Wicked sets the sysctls of the network from files whenever an interface is set up or reloaded. Forwarding that RKE2 turned on at its start is off again after that, unless a file says so too.',
	needs: {units: 'systemd.units', files: 'sysctl.files'},
	messages: {
		forwardingNotPersistent: {
			severity: 'warning',
			text: 'Wicked manages the network, and no file sets {setting}: the next reload of an interface cuts off the pods of this node',
			guide: {
				steps: [
					{text: 'echo "{setting}" >> /etc/sysctl.d/90-rke2.conf', changes: 'node'},
					{text: 'sysctl -w {assignment}', changes: 'node'},
				],
				links: ['rke2/known-issues-wicked'],
			},
			explains: ['host/forwarding'],
		},
		forwardingOffInFile: {
			severity: 'warning',
			text: 'Wicked manages the network, and {path} sets {key} = 0: the next reload of an interface cuts off the pods of this node',
			guide: {
				steps: [
					{text: 'Set it to 1 or take it out of {path}', changes: 'node'},
					{text: 'sysctl -w {key}=1', changes: 'node'},
				],
				links: ['rke2/known-issues-wicked'],
			},
			explains: ['host/forwarding'],
		},
	},
	*run({units, files}, {finding, environment}) {
		const unit = (['wickedd.service', 'wicked.service'] as const)
			.map(name => units.get(name))
			.find(found => found?.activeState === 'active');
		if (unit === undefined) {
			return;
		}
		for (const family of environment.families.value ?? (['ipv4'] as const)) {
			const keys = keysOf(family);
			const last =
				files.findLast(({key}) => keys.includes(key)) ??
				sysctlWinner(files, `net/${family}/conf/all/forwarding`);
			const key = `net.${family}.conf.all.forwarding`;
			const details = {
				evidence: [
					{from: 'units', excerpt: `Id=${unit.id}\nActiveState=active`},
					{
						from: 'files',
						excerpt: last?.text ?? `no line with ${key}`,
						of: last === undefined ? '/etc/sysctl.d' : `${last.path}:${last.line}`,
					},
				],
				affects: [thisNode(environment)],
			} as const;
			const subject = {kind: 'Sysctl', name: key} as const;
			if (last?.value === undefined) {
				yield finding(
					'forwardingNotPersistent',
					{setting: `${key} = 1`, assignment: `${key}=1`},
					subject,
					details,
				);
			} else if (last.value === '0') {
				yield finding(
					'forwardingOffInFile',
					{path: last.path, key: last.key.replaceAll('/', '.')},
					subject,
					details,
				);
			}
		}
	},
});
