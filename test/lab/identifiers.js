import {createHash} from 'node:crypto';

const sha256 = text => createHash('sha256').update(text).digest('hex');

/** The same name gives the same id in every run, so that recorded fixtures do not change for nothing. */
export const containerIdOf = name => sha256(`container ${name}`);

export const uuidOf = name => {
	const hex = sha256(`uuid ${name}`);
	return [
		hex.slice(0, 8),
		hex.slice(8, 12),
		`4${hex.slice(13, 16)}`,
		`8${hex.slice(17, 20)}`,
		hex.slice(20, 32),
	].join('-');
};

/** Locally administered unicast address. */
export const macOf = name => `02:${sha256(`mac ${name}`).slice(0, 10).match(/../g).join(':')}`;

/** Calico's name for the host side of a pod's veth pair: `cali` and the start of sha1("namespace.pod"). */
export const caliInterfaceOf = (namespace, pod) =>
	`cali${createHash('sha1').update(`${namespace}.${pod}`).digest('hex').slice(0, 11)}`;

/** kube-proxy's chain suffix: the start of base32(sha256(…)). */
export const chainSuffixOf = text => {
	const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
	const bits = [...createHash('sha256').update(text).digest().subarray(0, 10)]
		.map(byte => byte.toString(2).padStart(8, '0'))
		.join('');
	return bits
		.match(/.{5}/g)
		.map(five => alphabet[Number.parseInt(five, 2)])
		.join('');
};

/** Felix marks each of its rules with such a comment. */
export const felixHashOf = rule => createHash('sha256').update(rule).digest('base64url').slice(0, 16);

export const hexOf = (name, length) => sha256(name).slice(0, length);
