package dev.nexs.associations.internal.hibernate.keyed;

import org.hibernate.boot.model.FunctionContributions;
import org.hibernate.boot.model.FunctionContributor;
import org.hibernate.type.StandardBasicTypes;

/** {@code nexs_key(id, :array)} in HQL is {@code id = any(?)} in SQL. Found through service loading. */
public final class KeyFunction implements FunctionContributor {

    /** The name in HQL. */
    public static final String NAME = "nexs_key";

    /** For the service loader. */
    public KeyFunction() {}

    @Override
    public void contributeFunctions(FunctionContributions contributions) {
        contributions
                .getFunctionRegistry()
                .registerPattern(
                        NAME,
                        "(?1=any(?2))",
                        contributions
                                .getTypeConfiguration()
                                .getBasicTypeRegistry()
                                .resolve(StandardBasicTypes.BOOLEAN));
    }
}
