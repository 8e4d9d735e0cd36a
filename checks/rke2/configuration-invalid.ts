import {defineCheck, problemText} from 'rke2-netdoctor';

export default defineCheck({
	id: 'rke2/configuration-invalid',
	title: 'RKE2 can read its configuration and accepts its CNI',
	rationale:
		'RKE2 reads /etc/rancher/rke2/config.yaml and the files of config.yaml.d when it starts. A node that runs does not notice a broken file or a CNI that RKE2 refuses; it only fails at its next start, such as after a reboot.',
	when: {role: ['server', 'agent']},
	needs: {configuration: 'rke2.configuration'},
	messages: {
		broken: {
			severity: 'critical',
			text: 'RKE2 cannot read {path}: {problem}, so it will not start again',
			guide: {
				steps: [
					{text: 'cat -A {path}'},
					{text: 'Correct {path}; RKE2 reads it when it is restarted', changes: 'node'},
				],
				links: ['rke2/config-files', 'rke2/server-config'],
			},
			explains: ['rke2/service-stopped'],
		},
		cniRefused: {
			severity: 'critical',
			text: 'RKE2 refuses the cni in {source}, so it will not start again: {problem}',
			guide: {
				steps: [
					{text: 'grep -rn -A2 cni: /etc/rancher/rke2/'},
					{
						text: 'Set cni to one of canal, calico, cilium, flannel or none, with multus before it if needed, as the cluster was created',
						changes: 'node',
					},
				],
				links: ['rke2/select-cni', 'rke2/multus-using'],
			},
			explains: ['rke2/service-stopped'],
		},
		cniOnAgent: {
			severity: 'info',
			text: '{source} sets cni on an agent, where RKE2 ignores it: only servers decide',
			guide: {steps: [{text: 'Remove cni from {source}', changes: 'node'}], links: ['rke2/select-cni']},
		},
	},
	*run({configuration}, {finding, environment}) {
		for (const {path, problem} of configuration.files) {
			if (problem !== undefined) {
				const excerpt = problemText(problem);
				yield finding(
					'broken',
					{path, problem: excerpt},
					{kind: 'File', name: path},
					{evidence: [{from: 'configuration', of: path, excerpt}], affects: [unitOf(environment.role.value)]},
				);
			}
		}
		const {cni} = configuration;
		const subject = {kind: 'File', name: cni.source} as const;
		if (environment.role.value === 'server' && 'invalid' in cni) {
			yield finding('cniRefused', {source: cni.source, problem: cni.invalid}, subject, {
				evidence: [{from: 'configuration', of: cni.source, excerpt: cni.invalid}],
				affects: [unitOf('server')],
			});
		}
		// Rancher, and many a playbook, writes the same configuration to all nodes.
		if (
			environment.role.value === 'agent' &&
			cni.isExplicit &&
			!('primary' in cni && cni.primary === environment.cni.value) &&
			environment.rancherProvisioned.value !== true
		) {
			yield finding('cniOnAgent', {source: cni.source}, subject, {
				evidence: [{from: 'configuration', of: cni.source, excerpt: 'cni'}],
			});
		}
	},
});

const unitOf = (role: string | undefined) =>
	({kind: 'Unit', name: `rke2-${role ?? 'server'}.service`}) as const;
