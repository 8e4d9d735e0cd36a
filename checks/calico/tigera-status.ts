import {defineCheck} from 'rke2-netdoctor';

/** A conflict with another writer makes the operator degraded until it tries again; a start takes longer. */
const lasting = 5 * 60_000;
/** What carries and filters packets; all others serve the API, metrics or a console. */
const carriers = ['calico', 'ippools', 'windows'];

export default defineCheck({
	id: 'calico/tigera-status',
	title: 'The Tigera operator says that no component of Calico is degraded',
	rationale:
		'The operator makes and maintains everything of Calico, and tells in a TigeraStatus for each component why it cannot. What runs goes on running meanwhile, but nothing is repaired, scaled or upgraded.',
	when: {cni: ['calico']},
	needs: {statuses: 'calico.tigera-status', now: 'system.clock'},
	messages: {
		degraded: {
			severity: 'warning',
			text: 'The Tigera operator calls {component} degraded: {reason}',
			guide: {
				steps: [
					{text: 'kubectl get tigerastatus {component} -o yaml'},
					{text: 'kubectl -n tigera-operator logs deployment/tigera-operator --tail 50'},
				],
				links: ['calico/operator-status', 'calico/installation-api', 'rke2/calico'],
			},
		},
		unavailable: {
			severity: 'critical',
			text: 'The Tigera operator calls {component} degraded, and not available: {reason}',
			guide: {
				steps: [
					{text: 'kubectl get tigerastatus {component} -o yaml'},
					{text: 'kubectl -n tigera-operator logs deployment/tigera-operator --tail 50'},
					{text: 'kubectl -n calico-system get pods -o wide'},
				],
				links: ['calico/operator-status', 'calico/installation-api', 'rke2/calico'],
			},
		},
		tiers: {
			severity: 'info',
			text: 'The Tigera operator calls tiers degraded: {reason}. The chart of RKE2 lacks what it asks for; nothing that carries or filters packets depends on it',
			guide: {
				steps: [
					{text: 'kubectl get tigerastatus tiers -o yaml'},
					{text: 'Upgrade RKE2 when a release corrects the chart', changes: 'cluster'},
				],
				links: ['rke2/issue-calico-tiers', 'calico/operator-status'],
			},
		},
	},
	*run({statuses, now}, {finding}) {
		for (const {name, conditions} of statuses) {
			const conditionOf = (type: string) => conditions.find(condition => condition.type === type);
			const degraded = conditionOf('Degraded');
			const isNew = now - (degraded?.changedAt ?? 0) < lasting;
			if (degraded?.status !== 'True' || isNew) {
				continue;
			}
			const {reason = '', message = ''} = degraded;
			const available = conditionOf('Available');
			const data = {
				component: name,
				reason: [reason, message].filter(text => text !== '').join(': ') || 'no reason given',
			};
			const shown = [available, degraded]
				.flatMap(condition => condition ?? [])
				.map(({type, status, ...told}) =>
					`${type} ${status} ${told.reason ?? ''} ${told.message ?? ''}`.trim(),
				);
			const subject = {kind: 'TigeraStatus', name} as const;
			const details = {evidence: [{from: 'statuses', excerpt: shown.join('\n')}]} as const;
			if (name === 'tiers') {
				yield finding('tiers', {reason: data.reason}, subject, details);
			} else {
				const isOut = available?.status === 'False' && carriers.includes(name);
				yield finding(isOut ? 'unavailable' : 'degraded', data, subject, details);
			}
		}
	},
});
