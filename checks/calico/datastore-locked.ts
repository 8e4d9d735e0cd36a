import {defineCheck, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'calico/datastore-locked',
	title: 'The datastore of Calico is not locked',
	rationale:
		'A migration of the datastore, or calicoctl datastore migrate lock, marks it as not ready so that nobody changes anything. Pods that run keep their network; Felix does not start on a node that boots, and no new pod gets an address until it is unlocked.',
	when: {cni: ['canal', 'calico']},
	needs: {information: 'calico.cluster-information'},
	messages: {
		locked: {
			severity: 'critical',
			text: 'ClusterInformation "default" says datastoreReady: false: Felix does not start, and new pods get no network anywhere in the cluster',
			guide: {
				steps: [
					{text: 'kubectl get clusterinformations.crd.projectcalico.org default -o yaml'},
					{
						text: 'If no migration is under way: calicoctl datastore migrate unlock, or kubectl patch clusterinformations.crd.projectcalico.org default --type merge -p "{\\"spec\\":{\\"datastoreReady\\":true}}"',
						changes: 'cluster',
					},
				],
				links: ['calico/troubleshooting', 'calico/component-logs'],
			},
			explains: ['calico/log#datastoreNotReady'],
		},
	},
	*run({information}, {finding, environment}) {
		if (information.isDatastoreReady === false) {
			yield finding('locked', {}, thisNode(environment), {
				evidence: [{from: 'information', excerpt: 'spec.datastoreReady: false'}],
			});
		}
	},
});
