package dev.nexs.types.internal.hibernate.function;

import dev.nexs.types.internal.hibernate.json.JsonFunctionTypes;
import java.util.List;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.CollectionPart;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.query.sqm.function.AbstractSqmSelfRenderingSetReturningFunctionDescriptor;
import org.hibernate.query.sqm.produce.function.SetReturningFunctionTypeResolver;
import org.hibernate.query.sqm.sql.SqmToSqlAstConverter;
import org.hibernate.query.sqm.tree.SqmTypedNode;
import org.hibernate.query.sqm.tuple.internal.AnonymousTupleTableGroupProducer;
import org.hibernate.query.sqm.tuple.internal.AnonymousTupleType;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.sql.ast.tree.SqlAstNode;
import org.hibernate.sql.ast.tree.expression.Literal;
import org.hibernate.type.BasicType;
import org.hibernate.type.spi.TypeConfiguration;

/** A function that returns rows of the columns that its call names, see {@link RecordColumns}. */
final class RecordFunction extends AbstractSqmSelfRenderingSetReturningFunctionDescriptor {

    private final Signature signature;
    private final String sqlName;

    RecordFunction(String name, Signature signature, JsonFunctionTypes json) {
        super(name, new Arguments(signature, json), new Types(json), null);
        this.signature = signature;
        this.sqlName = name;
    }

    /** Numbered rows need {@code rows from}: a list of columns and {@code with ordinality} exclude each other. */
    @Override
    public void render(
            SqlAppender appender,
            List<? extends SqlAstNode> arguments,
            AnonymousTupleTableGroupProducer rows,
            String alias,
            SqlAstTranslator<?> translator) {
        RecordColumns columns = RecordColumns.of(literals(arguments));
        boolean ordered = rows.findSubPart(CollectionPart.Nature.INDEX.getName(), null) != null;
        appender.append("rows from (" + sqlName + "(");
        new ArgumentWriter(signature, arguments, appender, translator).argument(0);
        appender.append(") as (" + columns.definitions() + "))" + (ordered ? " with ordinality " : " ") + alias + "("
                + String.join(",", columns.names()) + (ordered ? ",ordinality" : "") + ")");
    }

    @Override
    public boolean rendersIdentifierVariable(List<SqlAstNode> arguments, SessionFactoryImplementor factory) {
        return true;
    }

    private static List<String> literals(List<? extends SqlAstNode> arguments) {
        return arguments.stream()
                .skip(1)
                .map(argument -> (String) ((Literal) argument).getLiteralValue())
                .toList();
    }

    private record Types(JsonFunctionTypes json) implements SetReturningFunctionTypeResolver {

        @Override
        public AnonymousTupleType<?> resolveTupleType(
                List<? extends SqmTypedNode<?>> arguments, TypeConfiguration types) {
            RecordColumns columns = RecordColumns.of(Arguments.literals(arguments.subList(1, arguments.size())));
            return new RowTypes(json, node -> resolver(columns, node, types)).resolveTupleType(arguments, types);
        }

        @Override
        public SelectableMapping[] resolveFunctionReturnType(
                List<? extends SqlAstNode> arguments,
                String variable,
                boolean lateral,
                boolean withOrdinality,
                SqmToSqlAstConverter converter) {
            RecordColumns columns = RecordColumns.of(RecordFunction.literals(arguments));
            TypeConfiguration types = converter.getCreationContext().getTypeConfiguration();
            return new RowTypes(json, node -> resolver(columns, node, types))
                    .resolveFunctionReturnType(arguments, variable, lateral, withOrdinality, converter);
        }

        private static SetReturningFunctionTypeResolver resolver(
                RecordColumns columns, BasicType<?> node, TypeConfiguration types) {
            SetReturningFunctionTypeResolver.Builder builder = SetReturningFunctionTypeResolver.builder();
            for (RecordColumns.Column column : columns.columns()) {
                builder.invariant(column.name(), column.type(types, node), column.sql());
            }
            return builder.build();
        }
    }
}
