import {sign} from 'node:crypto';
import {uuidOf} from './identifiers.js';

const issuer = 'https://kubernetes.default.svc.cluster.local';
const uidOf = (namespace, name) => uuidOf(`ServiceAccount ${namespace}/${name}`);
const encoded = value => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token as the API server signs them for a pod of the ServiceAccount `NAMESPACE:NAME`, valid for ever. */
export const tokenOf = (certificates, serviceAccount) => {
	const [namespace, name] = serviceAccount.split(':');
	const claims = {
		iss: issuer,
		aud: [issuer],
		sub: `system:serviceaccount:${serviceAccount}`,
		exp: 4102444800,
		'kubernetes.io': {namespace, serviceaccount: {name, uid: uidOf(namespace, name)}},
	};
	const text = [{alg: 'RS256'}, claims].map(encoded).join('.');
	return `${text}.${sign('RSA-SHA256', text, certificates.service.key).toString('base64url')}`;
};

/** The same token after its end. */
export const expiredToken = (token, now = Date.now()) => {
	const [header, claims, signature] = token.split('.');
	const {exp: _, ...rest} = JSON.parse(Buffer.from(claims, 'base64url').toString());
	return [header, encoded({...rest, exp: Math.floor(now / 1000) - 26 * 3600}), signature].join('.');
};

const group = 'rbac.authorization.k8s.io';

/** The ServiceAccount of a chart as the API server stores it, with its role: `rules` are those of a ClusterRole. */
export const storedServiceAccount = ({namespace, name, rules}) => {
	const about = {name: `${namespace}-${name}`};
	return {
		[`/registry/serviceaccounts/${namespace}/${name}`]: {
			kind: 'ServiceAccount',
			apiVersion: 'v1',
			metadata: {name, namespace, uid: uidOf(namespace, name)},
		},
		[`/registry/clusterroles/${about.name}`]: {
			kind: 'ClusterRole',
			apiVersion: `${group}/v1`,
			metadata: about,
			rules: rules.map(([verbs, apiGroup, resources]) => ({verbs, apiGroups: [apiGroup], resources})),
		},
		[`/registry/clusterrolebindings/${about.name}`]: {
			kind: 'ClusterRoleBinding',
			apiVersion: `${group}/v1`,
			metadata: about,
			roleRef: {apiGroup: group, kind: 'ClusterRole', name: about.name},
			subjects: [{kind: 'ServiceAccount', namespace, name}],
		},
	};
};
