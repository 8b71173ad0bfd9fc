// What the host may call of the field.
export * from './vector';
